# What doctor reports about the choice.
fdtrail doctor >reported
