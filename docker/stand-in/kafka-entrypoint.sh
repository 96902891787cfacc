#!/usr/bin/env bash
# Formats the storage if it is new and starts a broker with the file that is mounted where the public image looks for it.
set -euo pipefail
cp /mnt/shared/config/server.properties /opt/kafka/config/server.properties
java=(java -Xmx384m -XX:TieredStopAtLevel=1 -cp "/opt/kafka/libs/*")
"${java[@]}" kafka.tools.StorageTool format --ignore-formatted --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config /opt/kafka/config/server.properties
exec "${java[@]}" kafka.Kafka /opt/kafka/config/server.properties
