package io.latentwatch.monitoring.topics;

import io.latentwatch.flink.received.ReceivedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Takes Kafka's records as they are. It never throws, whatever is in them: what throws here restarts the job for ever. */
public final class ReadRecords implements KafkaRecordDeserializationSchema<ReceivedRecord> {
    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ReceivedRecord> out) {
        out.collect(received(record));
    }

    /** The record with where it came from. */
    public static ReceivedRecord received(ConsumerRecord<byte[], byte[]> record) {
        Header[] headers = record.headers().toArray();
        String[] names = new String[headers.length];
        byte[][] values = new byte[headers.length][];
        for (int i = 0; i < headers.length; i++) {
            names[i] = headers[i].key();
            values[i] = headers[i].value();
        }
        return new ReceivedRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                names,
                values,
                record.value());
    }

    @Override
    public TypeInformation<ReceivedRecord> getProducedType() {
        return TypeInformation.of(ReceivedRecord.class);
    }
}
