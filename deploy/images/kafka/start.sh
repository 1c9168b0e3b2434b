#!/bin/sh
# Formats the storage if it is new, then runs Apache Kafka as one node.
# Settings: the file that KAFKA_SETTINGS names, or KAFKA_* variables in the manner of apache/kafka's own image
# (KAFKA_NUM_PARTITIONS is num.partitions). KAFKA_FIRST_USER: a file with the words that
# make the first user, for the format tool.
set -eu
home=/var/lib/kafka
settings=${KAFKA_SETTINGS:-$home/server.properties}

if [ -z "${KAFKA_SETTINGS-}" ]; then
    echo "log.dirs=$home/data" > "$settings"
    env | sed -n 's/^KAFKA_\([A-Z0-9_]*=\)/\1/p' | grep -v -E '^(FIRST_USER|HEAP|ANSWERS_AT|AUTHORITY)=' \
        | while IFS='=' read -r name value; do
            printf '%s=%s\n' "$(printf %s "$name" | tr '[:upper:]_' '[:lower:].')" "$value"
        done >> "$settings"
fi

# The quick compiler alone and one collector thread: it starts with half the processor time.
# The native libraries of zstd and snappy are unpacked and run, which a container's /tmp does not allow.
mkdir -p "$home/tmp"
export CLASSPATH='/opt/kafka/libs/*' JDK_JAVA_OPTIONS="-Xmx${KAFKA_HEAP:-384m} -XX:+UseSerialGC \
-XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir=$home/tmp \
-Dlog4j2.configurationFile=/opt/kafka/image/kafka-logging.properties"

set -- format --ignore-formatted -t inroads-in-one-containerA -c "$settings"
if [ -n "${KAFKA_FIRST_USER-}" ]; then
    set -- "$@" "@$KAFKA_FIRST_USER"    # in a file: everybody who sees the process sees its words
fi
/opt/java/bin/java kafka.tools.StorageTool "$@" > /dev/null    # where it would print how the password is checked
exec /opt/java/bin/java kafka.Kafka "$settings"
