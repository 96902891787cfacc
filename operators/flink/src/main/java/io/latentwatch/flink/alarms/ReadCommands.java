package io.latentwatch.flink.alarms;

import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads operators' commands. What is none is logged and counted ({@code unusable_commands}); it stops nothing. */
public final class ReadCommands extends ProcessFunction<ReceivedRecord, AlarmCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(ReadCommands.class);
    private static final long serialVersionUID = 1L;

    private final WireFormat format;

    private transient MessageDecoder<AlarmCommand> decoder;
    private transient Counter unusable;

    /** @param format how commands say what they were written with */
    public ReadCommands(WireFormat format) {
        this.format = format;
    }

    @Override
    public void open(OpenContext context) {
        decoder = new MessageDecoder<>(format, AlarmCommand.class);
        unusable = new Metrics(getRuntimeContext().getMetricGroup(), Metric.Owner.COMMANDS)
                .counter(Metric.UNUSABLE_COMMANDS);
    }

    @Override
    public void processElement(ReceivedRecord record, Context context, Collector<AlarmCommand> out) {
        try {
            out.collect(decoder.decode(record.value()));
        } catch (UnreadableMessageException e) {
            unusable.inc();
            LOG.warn("the record {} is no command: {}", record.position(), e.getMessage());
        }
    }
}
