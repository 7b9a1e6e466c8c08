# A burst with the backend that the tracer chooses by itself, and what it says of the choice; "bursts" has the others with each backend.
fdtrail doctor >doctor
set -- default
sizes=4x5000x1
. /scenarios/bursts.sh
