package io.latentwatch.monitoring.start;

import io.latentwatch.monitoring.configuration.Delivery;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.util.TimeUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers, for exactly-once, how long they let a transaction be open: one that asks for longer fails when it begins, and the job with it. */
final class TransactionChecks {
    private static final String MAX_TIMEOUT = "transaction.max.timeout.ms";
    private static final Logger LOG = LoggerFactory.getLogger(TransactionChecks.class);

    private TransactionChecks() {}

    /**
     * Asks every broker, since any may coordinate a transaction. Where the job may not ask, that is logged.
     *
     * @throws StartRefusedException if one allows less than the job asks for
     */
    static void run(Admin admin, MonitoringConfiguration configuration)
            throws ExecutionException, InterruptedException {
        if (configuration.output().delivery() != Delivery.EXACTLY_ONCE) {
            return;
        }
        long asked = configuration.output().transactionTimeout().toMillis();
        try {
            List<ConfigResource> brokers = admin.describeCluster().nodes().get().stream()
                    .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                    .toList();
            for (Map.Entry<ConfigResource, Config> broker :
                    admin.describeConfigs(brokers).all().get().entrySet()) {
                refuseLess(broker.getKey().name(), broker.getValue().get(MAX_TIMEOUT), asked, configuration);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ClusterAuthorizationException)) {
                throw e;
            }
            LOG.warn(
                    "not allowed to ask the brokers for {}; if it is below transaction.timeout ({} ms), the job fails with its first "
                            + "transaction. Grant DescribeConfigs on the cluster to have it checked",
                    MAX_TIMEOUT,
                    asked);
        }
    }

    private static void refuseLess(
            String broker, ConfigEntry found, long asked, MonitoringConfiguration configuration) {
        if (found != null && Long.parseLong(found.value()) < asked) {
            throw new StartRefusedException(
                    "transaction.timeout is %s (%d ms), but broker %s at %s allows %s ms (%s); lower it, or raise that on all brokers"
                            .formatted(
                                    TimeUtils.formatWithHighestUnit(
                                            configuration.output().transactionTimeout()),
                                    asked,
                                    broker,
                                    configuration.kafka().bootstrapServers(),
                                    found.value(),
                                    MAX_TIMEOUT));
        }
    }
}
