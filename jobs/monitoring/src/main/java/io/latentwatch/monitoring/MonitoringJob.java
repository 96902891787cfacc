package io.latentwatch.monitoring;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.alarms.BySource;
import io.latentwatch.flink.alarms.FlagAlarms;
import io.latentwatch.flink.alarms.FlagRun;
import io.latentwatch.flink.alarms.NewSourceAlarms;
import io.latentwatch.flink.alarms.QueryAlarms;
import io.latentwatch.flink.alarms.ReadCommands;
import io.latentwatch.flink.alarms.TellAlarms;
import io.latentwatch.flink.inspect.InspectImagesFactory;
import io.latentwatch.flink.inspect.SideOutputs;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.models.AllowedUris;
import io.latentwatch.flink.models.DetectorSource;
import io.latentwatch.flink.models.FetchBundles;
import io.latentwatch.flink.models.ModelControl;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.flink.received.WindowTime;
import io.latentwatch.flink.retraining.RetrainingEvidence;
import io.latentwatch.flink.retraining.RetrainingTriggers;
import io.latentwatch.flink.windows.ClosedWindow;
import io.latentwatch.flink.windows.DistortionWindows;
import io.latentwatch.flink.windows.TellModelFigures;
import io.latentwatch.flink.windows.ToDistortionWindows;
import io.latentwatch.flink.windows.WindowAlarms;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.topics.KafkaEnds;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.RetrainingTrigger;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.WireFormat;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole job: images are read and inspected; verdicts, dead letters, alarms, distortion and retraining triggers are written. */
public final class MonitoringJob {
    /** How often loading is practised at the start: after two times the p99 during the first change was still above the later ones. */
    private static final int REHEARSALS = 3;

    /** Flink asks for a description of broadcast state; commands leave none of it. */
    private static final MapStateDescriptor<String, String> NOTHING_KEPT =
            new MapStateDescriptor<>("commands", Types.STRING, Types.STRING);

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
        SingleOutputStreamOperator<Verdict> verdicts = inspect(images, kafka);
        verdicts.sinkTo(kafka.verdicts()).name("verdicts").uid("verdicts");
        verdicts.getSideOutput(SideOutputs.DEAD_LETTERS)
                .sinkTo(kafka.deadLetters())
                .name("dead letters")
                .uid("dead-letters");
        DataStream<FlagRun> flags = verdicts.getSideOutput(SideOutputs.FLAG_RUNS);
        BroadcastStream<AlarmCommand> commands = commands(environment, kafka);
        DataStream<WindowSums> sums = verdicts.getSideOutput(SideOutputs.WINDOW_SUMS);
        sums.process(new TellModelFigures(), TypeInformation.of(WindowSums.class))
                .name(Metric.Owner.MODEL.operator())
                .uid("model-figures")
                .setParallelism(1);
        SingleOutputStreamOperator<DistortionWindow> windows =
                DistortionWindows.of(sums, configuration.statistics().window());
        windows.sinkTo(kafka.distortion()).name("distortion").uid("distortion");
        KeyedStream<FlagRun, String> sources = bySource(flags);
        DataStream<Alarm> alarms = streamAlarms(flags, commands)
                .union(
                        newSourceAlarms(flags, commands),
                        sourceAlarms(sources, commands),
                        queryAlarms(sources, commands),
                        windowAlarms(windows.getSideOutput(ToDistortionWindows.CLOSED), commands),
                        verdicts.getSideOutput(SideOutputs.MODEL_ALARMS));
        alarms.process(new TellAlarms(), new AvroTypeInfo<>(Alarm.class))
                .name(Metric.Owner.ALARMS.operator())
                .uid("alarm-figures")
                .setParallelism(1);
        alarms.sinkTo(kafka.alarms()).name("alarms").uid("alarms");
        retrainings(flags, alarms, commands)
                .sinkTo(kafka.retraining())
                .name("retraining")
                .uid("retraining");
    }

    private SingleOutputStreamOperator<Verdict> inspect(DataStream<ReceivedRecord> images, KafkaEnds kafka) {
        return images.transform(
                        Metric.Owner.INSPECT.operator(),
                        new AvroTypeInfo<>(Verdict.class),
                        new InspectImagesFactory(detectors, models(kafka), configuration.inspection()))
                .uid("inspect-images");
    }

    /** How bundles change; each subtask reads the commands by itself, so that images stay chained to their source. */
    private ModelControl models(KafkaEnds kafka) {
        MonitoringConfiguration.Models models = configuration.models();
        return new ModelControl(
                kafka.modelCommands(),
                new FetchBundles(
                        new AllowedUris(models.allowedUris()),
                        models.trustedKeys(),
                        models.allowUnsigned(),
                        configuration.detector()),
                configuration.modelStart(),
                models.allowedUris().isEmpty() ? 0 : REHEARSALS);
    }

    /** What operators say goes to every subtask that keeps alarms; whichever keeps the one that is named obeys. */
    private BroadcastStream<AlarmCommand> commands(StreamExecutionEnvironment environment, KafkaEnds kafka) {
        return environment
                .fromSource(kafka.commands(), WatermarkStrategy.noWatermarks(), "commands")
                .uid("commands")
                .process(new ReadCommands(configuration.kafka().wireFormat()), new AvroTypeInfo<>(AlarmCommand.class))
                .name(Metric.Owner.COMMANDS.operator())
                .uid("read-commands")
                .broadcast(NOTHING_KEPT);
    }

    private SingleOutputStreamOperator<Alarm> streamAlarms(
            DataStream<FlagRun> flags, BroadcastStream<AlarmCommand> commands) {
        MonitoringConfiguration.Statistics statistics = configuration.statistics();
        return flags.keyBy(FlagRun::bundleId)
                .connect(commands)
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

    private SingleOutputStreamOperator<Alarm> newSourceAlarms(
            DataStream<FlagRun> flags, BroadcastStream<AlarmCommand> commands) {
        MonitoringConfiguration.Statistics statistics = configuration.statistics();
        MonitoringConfiguration.Sources sources = configuration.sources();
        return flags.keyBy(FlagRun::bundleId)
                .connect(commands)
                .process(
                        new NewSourceAlarms(
                                sources.newShare(),
                                statistics.imagesPerFalseAlarm(),
                                statistics.quietImages(),
                                sources.forgetAfter()),
                        new AvroTypeInfo<>(Alarm.class))
                .name("new source alarms")
                .uid("new-source-alarms");
    }

    private KeyedStream<FlagRun, String> bySource(DataStream<FlagRun> flags) {
        BySource bySource = new BySource(configuration.sources().buckets());
        return flags.flatMap(bySource, TypeInformation.of(FlagRun.class))
                .name("by source")
                .uid("by-source")
                .keyBy(bySource::key);
    }

    private SingleOutputStreamOperator<Alarm> sourceAlarms(
            KeyedStream<FlagRun, String> flags, BroadcastStream<AlarmCommand> commands) {
        MonitoringConfiguration.Sources sources = configuration.sources();
        return flags.connect(commands)
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

    private SingleOutputStreamOperator<Alarm> queryAlarms(
            KeyedStream<FlagRun, String> flags, BroadcastStream<AlarmCommand> commands) {
        MonitoringConfiguration.Sources sources = configuration.sources();
        return flags.connect(commands)
                .process(
                        new QueryAlarms(
                                sources.kinds(),
                                sources.imagesPerFalseAlarm(),
                                sources.quietImages(),
                                sources.forgetAfter()),
                        new AvroTypeInfo<>(Alarm.class))
                .name("query alarms")
                .uid("query-alarms");
    }

    private SingleOutputStreamOperator<Alarm> windowAlarms(
            DataStream<ClosedWindow> windows, BroadcastStream<AlarmCommand> commands) {
        MonitoringConfiguration.Statistics statistics = configuration.statistics();
        return windows.keyBy(window -> window.sums().bundleId())
                .connect(commands)
                .process(
                        new WindowAlarms(statistics.imagesPerFalseAlarm(), statistics.smallestChange()),
                        new AvroTypeInfo<>(Alarm.class))
                .name("window alarms")
                .uid("window-alarms");
    }

    private SingleOutputStreamOperator<RetrainingTrigger> retrainings(
            DataStream<FlagRun> flags, DataStream<Alarm> alarms, BroadcastStream<AlarmCommand> commands) {
        TypeInformation<RetrainingEvidence> type = TypeInformation.of(RetrainingEvidence.class);
        DataStream<RetrainingEvidence> images =
                flags.map(RetrainingEvidence::of, type).name("image ranges").uid("image-ranges");
        DataStream<RetrainingEvidence> heard = alarms.filter(alarm -> alarm.getLevel() != AlarmLevel.BUNDLE)
                .name("alarms of images")
                .uid("alarms-of-images")
                .map(RetrainingEvidence::of, type)
                .name("alarms as evidence")
                .uid("alarms-as-evidence");
        return images.union(heard)
                .keyBy(RetrainingEvidence::bundleId)
                .connect(commands)
                .process(
                        new RetrainingTriggers(configuration.retraining()), new AvroTypeInfo<>(RetrainingTrigger.class))
                .name(Metric.Owner.RETRAINING.operator())
                .uid("retraining-triggers");
    }

    private WatermarkStrategy<ReceivedRecord> windowTime() {
        InputFormat format = configuration.input().format();
        WireFormat wireFormat = configuration.kafka().wireFormat();
        return WatermarkStrategy.<ReceivedRecord>forBoundedOutOfOrderness(
                        configuration.input().outOfOrderness())
                .withTimestampAssigner(context -> new WindowTime(Clock.systemUTC(), format, wireFormat))
                .withIdleness(configuration.input().idleness());
    }
}
