"""The program in conversation: why an answer is so, what to ask next, cases as people fill them in.

Uses `engine`. Begin with `interview.session` (what is next) and `explanation.because` (what decided).
"""
