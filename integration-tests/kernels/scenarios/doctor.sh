# What doctor says of the choice.
fdtrail doctor >told
