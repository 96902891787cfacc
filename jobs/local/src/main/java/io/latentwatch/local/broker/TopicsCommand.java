package io.latentwatch.local.broker;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch topics}: creates the topics in any Kafka. */
@Command(
        name = "topics",
        description = "Creates Latentwatch's topics in a Kafka; leaves those that are there as they are.")
public final class TopicsCommand implements Callable<Integer> {
    @Mixin
    private KafkaConnection kafka;

    @Option(
            names = "--partitions",
            defaultValue = "" + Topics.PARTITIONS,
            paramLabel = "N",
            description =
                    "Partitions of the topics that carry a record for each image; the most that the job's parallelism can use. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--prefix",
            defaultValue = Topics.PREFIX,
            paramLabel = "NAME",
            description =
                    "What the topics' names start with, before a dot; others than the default are to be told to the job, as "
                            + "topics.images and so on. Default: ${DEFAULT-VALUE}.")
    private String prefix;

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        if (partitions < 1) {
            throw new IllegalArgumentException("--partitions is " + partitions + ", expected at least 1");
        }
        try (Admin admin = kafka.admin()) {
            Topics.Created topics = Topics.create(admin, prefix, partitions);
            topics.created().forEach(name -> System.out.println("created  " + name));
            topics.existing().forEach(name -> System.out.println("is there " + name));
        }
        return 0;
    }
}
