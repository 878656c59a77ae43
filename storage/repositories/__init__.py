"""The repositories: frozen values in and out, one conditional statement for each act.

They decide nothing that the relay decides.
"""
