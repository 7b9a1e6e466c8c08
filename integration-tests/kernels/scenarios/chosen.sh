# The bursts with the backend that the tracer chooses by itself, and what it says of the choice.
fdtrail doctor >doctor
set -- default
. /scenarios/bursts.sh
