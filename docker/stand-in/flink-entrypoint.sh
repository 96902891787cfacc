#!/usr/bin/env bash
# Starts Flink's processes by the commands of the public image, with FLINK_PROPERTIES as its configuration. The public image works memory out of
# jobmanager.memory and taskmanager.memory; here the parts are given.
set -euo pipefail
umask 027
echo "${FLINK_PROPERTIES:-}" >/opt/flink/conf/config.yaml
export FLINK_LIB_DIR=/opt/flink/lib # usrlib, which has a class loader of its own, is looked for beside it
opened=()
for part in util lang net time util.concurrent; do opened+=("--add-opens=java.base/java.$part=ALL-UNNAMED"); done
java=(java "${opened[@]}" -XX:TieredStopAtLevel=1 -cp "/opt/flink/lib/*")
memory=(cpu.cores=2.0 memory.framework.heap.size=128m memory.framework.off-heap.size=128m memory.task.heap.size=256m memory.task.off-heap.size=128m
    memory.managed.size=0m memory.network.min=32m memory.network.max=32m memory.jvm-metaspace.size=256m memory.jvm-overhead.min=192m memory.jvm-overhead.max=192m)
command=$1
shift
case $command in
    standalone-job)
        exec "${java[@]}" -Xmx384m org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint --configDir /opt/flink/conf "$@"
        ;;
    taskmanager)
        options=()
        for part in "${memory[@]}"; do options+=(-D "taskmanager.$part"); done
        exec "${java[@]}" -Xmx384m org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir /opt/flink/conf "${options[@]}" "$@"
        ;;
    *)
        exec "$command" "$@"
        ;;
esac
