# Sourced with $home set to this distribution: which JVM runs it, and how. Sets java, flags, archive and classpath.

# Nothing in the environment may talk to a JVM that runs as root.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT

for java in "$home"/jre/bin/java /usr/lib/jvm/java-17-openjdk-*/bin/java /usr/bin/java; do
  [ ! -x "$java" ] || break
done
if [ ! -x "$java" ]; then
  echo 'fdtrail: no Java found; install openjdk-17-jre-headless' >&2
  exit 1
fi

flags='-XX:+UseSerialGC -Xmx64m -Xss512k -XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+DisableAttachMechanism
  -Dorg.slf4j.simpleLogger.showThreadName=false -Dorg.slf4j.simpleLogger.showLogName=false
  -Dorg.slf4j.simpleLogger.levelInBrackets=false'
archive=$home/lib/fdtrail.jsa
classpath=
for jar in fdtrail-cli fdtrail-agent fdtrail-bpf picocli slf4j-api slf4j-simple; do
  classpath=$classpath:$home/lib/$jar.jar
done
classpath=${classpath#:}
