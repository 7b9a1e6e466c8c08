# What processes had received and still had when they ended.
fdtrail leaks -v -o json --backend "$1" --error-exitcode 9 -- sh -c '
  for way in close-some child-later exec-keep dup thread killed crowd sharer-later sharer-first standard; do
    passfd end "$way" 12
  done' >reported 2>errors
[ $? = 9 ]
