"""The alliance instance with systems sent and options in whole numbers (see ``plan_solve``)."""

import plan_solve

if __name__ == "__main__":
    plan_solve.main("alliance", "whole")
