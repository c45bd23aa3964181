"""Side effects, one module for each outside thing: what is done to the world?"""
