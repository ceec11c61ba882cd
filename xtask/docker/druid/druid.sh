#!/bin/sh
# Runs one Druid role in this container; the role is the command: druid.sh ROLE [argument ...].
#
# Reads the environment that the official image's entry point reads, as far as our compose files
# use it:
#   druid_*                    properties: `_` stands for `.`, and `__` for `_`
#   DRUID_XMX, DRUID_XMS       heap, most and least
#   DRUID_MAXDIRECTMEMORYSIZE  memory for processing buffers
#   JAVA_OPTS                  further options; they come last, so they win
#   DRUID_LOG4J                a whole log4j2.xml
#   DRUID_LOG_LEVEL            the level of the log otherwise (info)
#   DRUID_DIRS_TO_CREATE       folders made before the start, relative to /opt/druid
# Not read: DRUID_CONFIG_*, DRUID_SINGLE_NODE_CONF, DRUID_SET_HOST* (druid.host is only what
# druid_host says).
set -eu

if [ $# -eq 0 ]; then
  echo "druid.sh: name a role: coordinator, broker, historical, indexer, middleManager, router" >&2
  exit 2
fi
role=$1

conf=/tmp/conf
mkdir -p "$conf"
awk -v role="$role" 'BEGIN {
  print "druid.service=druid/" role
  for (name in ENVIRON) {
    if (name !~ /^druid_/) continue
    key = name
    gsub(/__/, "\001", key); gsub(/_/, ".", key); gsub(/\001/, "_", key)
    print key "=" ENVIRON[name]
  }
}' > "$conf/runtime.properties"

if [ -n "${DRUID_LOG4J:-}" ]; then
  printf '%s\n' "$DRUID_LOG4J" > "$conf/log4j2.xml"
else
  cat > "$conf/log4j2.xml" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="WARN">
  <Appenders><Console name="out"><PatternLayout pattern="%d{ISO8601} %p [%t] %c - %m%n"/></Console></Appenders>
  <Loggers><Root level="${DRUID_LOG_LEVEL:-info}"><AppenderRef ref="out"/></Root></Loggers>
</Configuration>
XML
fi

cd /opt/druid
mkdir -p ${DRUID_DIRS_TO_CREATE-var/tmp var/druid/segments var/druid/indexing-logs var/druid/task var/druid/segment-cache}

# Packages of the JDK that Druid looks into.
java_base=""
for package in java.io java.lang java.nio jdk.internal.ref sun.nio.ch; do
  java_base="$java_base --add-opens=java.base/$package=ALL-UNNAMED"
done
for package in jdk.internal.misc jdk.internal.ref; do
  java_base="$java_base --add-exports=java.base/$package=ALL-UNNAMED"
done

# Options are words without spaces: splitting them here is meant.
# shellcheck disable=SC2086
exec java \
  ${DRUID_XMS:+-Xms$DRUID_XMS} ${DRUID_XMX:+-Xmx$DRUID_XMX} \
  ${DRUID_MAXDIRECTMEMORYSIZE:+-XX:MaxDirectMemorySize=$DRUID_MAXDIRECTMEMORYSIZE} \
  -Duser.timezone=UTC -Dfile.encoding=UTF-8 -Djava.io.tmpdir=var/tmp \
  -Djava.util.logging.manager=org.apache.logging.log4j.jul.LogManager \
  $java_base --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED \
  ${JAVA_OPTS:-} \
  -cp "$conf:lib/*" org.apache.druid.cli.Main server "$@"
