# Which backend the tracer chooses by itself, and what it says of the choice.
. /scenarios/lib.sh
fdtrail doctor >doctor
start default
finish
