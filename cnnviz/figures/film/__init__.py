"""A scene drawn in Python as the browser's stage draws it: frames of an animation.

`reading` tells what a step reads and makes, `story` says it in words, `plan` and `layout` decide
where everything stands, `panels` draws what stays and `marks` what moves.
"""
