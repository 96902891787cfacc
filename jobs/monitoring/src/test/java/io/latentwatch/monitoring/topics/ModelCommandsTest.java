package io.latentwatch.monitoring.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.models.CommandFeed;
import io.latentwatch.flink.received.ReceivedRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelCommandsTest {
    private static final TopicPartition PARTITION = new TopicPartition("models", 0);

    @Test
    void endsWhileItsReceiverHasNoRoomForWhatIsLeftOfAPoll() throws Exception {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> {
            for (int offset = 0; offset < 300; offset++) {
                consumer.addRecord(new ConsumerRecord<>("models", 0, offset, null, new byte[1]));
            }
        });
        Narrow receiver = new Narrow();

        AutoCloseable reading = new ModelCommands("models", Map.of()).open(consumer, 0, receiver);
        receiver.full.await();
        reading.close();

        assertThat(consumer.closed()).isTrue();
        assertThat(receiver.failures).isEmpty();
    }

    /** Takes two records and no more. */
    private static final class Narrow implements CommandFeed.Receiver {
        private final Semaphore room = new Semaphore(2);
        private final CountDownLatch full = new CountDownLatch(2);
        private final List<Exception> failures = new CopyOnWriteArrayList<>();

        @Override
        public void receive(ReceivedRecord record) throws InterruptedException {
            room.acquire();
            full.countDown();
        }

        @Override
        public void failed(Exception cause) {
            failures.add(cause);
        }
    }
}
