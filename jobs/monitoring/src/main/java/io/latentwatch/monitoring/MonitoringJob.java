package io.latentwatch.monitoring;

import io.latentwatch.flink.alarms.BySource;
import io.latentwatch.flink.alarms.FlagAlarms;
import io.latentwatch.flink.alarms.FlagRun;
import io.latentwatch.flink.inspect.DetectorSource;
import io.latentwatch.flink.inspect.InspectImagesFactory;
import io.latentwatch.flink.inspect.SideOutputs;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.flink.received.WindowTime;
import io.latentwatch.flink.windows.DistortionWindows;
import io.latentwatch.flink.windows.TellModelFigures;
import io.latentwatch.flink.windows.WindowSums;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.topics.KafkaEnds;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.Verdict;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole job: images are read and inspected; verdicts, dead letters, alarms and distortion are written. */
public final class MonitoringJob {
    private final MonitoringConfiguration configuration;
    private final DetectorSource detectors;

    private MonitoringJob(MonitoringConfiguration configuration, DetectorSource detectors) {
        this.configuration = configuration;
        this.detectors = detectors;
    }

    /** Adds the job to the environment, whose settings it changes to those it needs. The caller executes it. */
    public static void build(StreamExecutionEnvironment environment, MonitoringConfiguration configuration) {
        new MonitoringJob(configuration, OpenBundle.of(configuration)).addTo(environment);
    }

    private void addTo(StreamExecutionEnvironment environment) {
        JobSettings.apply(environment, configuration);
        KafkaEnds kafka = new KafkaEnds(configuration);

        DataStream<ReceivedRecord> images =
                environment.fromSource(kafka.images(), windowTime(), "images").uid("images");
        SingleOutputStreamOperator<Verdict> verdicts = inspect(images);
        verdicts.sinkTo(kafka.verdicts()).name("verdicts").uid("verdicts");
        verdicts.getSideOutput(SideOutputs.DEAD_LETTERS)
                .sinkTo(kafka.deadLetters())
                .name("dead letters")
                .uid("dead-letters");
        DataStream<FlagRun> flags = verdicts.getSideOutput(SideOutputs.FLAG_RUNS);
        streamAlarms(flags)
                .union(sourceAlarms(flags))
                .sinkTo(kafka.alarms())
                .name("alarms")
                .uid("alarms");
        DataStream<WindowSums> sums = verdicts.getSideOutput(SideOutputs.WINDOW_SUMS);
        sums.process(new TellModelFigures(), TypeInformation.of(WindowSums.class))
                .name(Metric.Owner.MODEL.operator())
                .uid("model-figures")
                .setParallelism(1);
        DistortionWindows.of(sums, configuration.statistics().window())
                .sinkTo(kafka.distortion())
                .name("distortion")
                .uid("distortion");
    }

    private SingleOutputStreamOperator<Verdict> inspect(DataStream<ReceivedRecord> images) {
        return images.transform(
                        Metric.Owner.INSPECT.operator(),
                        new AvroTypeInfo<>(Verdict.class),
                        new InspectImagesFactory(detectors, configuration.inspection()))
                .uid("inspect-images");
    }

    private SingleOutputStreamOperator<Alarm> streamAlarms(DataStream<FlagRun> flags) {
        MonitoringConfiguration.Statistics statistics = configuration.statistics();
        return flags.keyBy(FlagRun::bundleId)
                .process(
                        new FlagAlarms(
                                AlarmLevel.STREAM,
                                statistics.imagesPerFalseAlarm(),
                                statistics.quietImages(),
                                Duration.ZERO),
                        new AvroTypeInfo<>(Alarm.class))
                .name("stream alarms")
                .uid("stream-alarms");
    }

    private SingleOutputStreamOperator<Alarm> sourceAlarms(DataStream<FlagRun> flags) {
        MonitoringConfiguration.Sources sources = configuration.sources();
        BySource bySource = new BySource(sources.buckets());
        return flags.flatMap(bySource, TypeInformation.of(FlagRun.class))
                .name("by source")
                .uid("by-source")
                .keyBy(bySource::key)
                .process(
                        new FlagAlarms(
                                AlarmLevel.SOURCE,
                                sources.imagesPerFalseAlarm(),
                                sources.quietImages(),
                                sources.forgetAfter()),
                        new AvroTypeInfo<>(Alarm.class))
                .name("source alarms")
                .uid("source-alarms");
    }

    private WatermarkStrategy<ReceivedRecord> windowTime() {
        InputFormat format = configuration.input().format();
        return WatermarkStrategy.<ReceivedRecord>forBoundedOutOfOrderness(
                        configuration.input().outOfOrderness())
                .withTimestampAssigner(context -> new WindowTime(Clock.systemUTC(), format))
                .withIdleness(configuration.input().idleness());
    }
}
