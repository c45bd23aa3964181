"""Official letters: how is it said?"""
