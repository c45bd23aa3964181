"""What crosses the wire between API, workflows and activities: in what words do the parts speak?"""
