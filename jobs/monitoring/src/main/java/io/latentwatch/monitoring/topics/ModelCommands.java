package io.latentwatch.monitoring.topics;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.models.CommandFeed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The control topic's only partition from an offset on, read on a thread of its own. What is no longer there is left out.
 *
 * @param properties of the Kafka client
 */
record ModelCommands(String topic, Map<String, String> properties) implements CommandFeed {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int CLOSING_MILLIS = 10_000;

    ModelCommands {
        requireNonNull(topic, "topic is null");
        properties = Map.copyOf(properties);
    }

    @Override
    public AutoCloseable open(long nextOffset, Receiver receiver) {
        Consumer<byte[], byte[]> consumer = ModelTopic.consumer(properties);
        TopicPartition partition = new TopicPartition(topic, ModelTopic.PARTITION);
        consumer.assign(List.of(partition));
        consumer.seek(partition, nextOffset);
        Reading reading = new Reading(consumer, receiver, new AtomicBoolean());
        Thread thread = new Thread(reading, "latentwatch-model-commands");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            reading.ended().set(true);
            consumer.wakeup();
            thread.join(CLOSING_MILLIS);
        };
    }

    private record Reading(Consumer<byte[], byte[]> consumer, Receiver receiver, AtomicBoolean ended)
            implements Runnable {
        @Override
        public void run() {
            try (consumer) {
                while (!ended.get()) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        receiver.receive(ReadRecords.received(record));
                    }
                }
            } catch (WakeupException | InterruptException | InterruptedException e) {
                if (!ended.get()) {
                    receiver.failed(e);
                }
            } catch (RuntimeException e) {
                receiver.failed(e);
            }
        }
    }
}
