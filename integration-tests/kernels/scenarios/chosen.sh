# Which backend the tracer chooses by itself.
. /scenarios/lib.sh
start default
finish
