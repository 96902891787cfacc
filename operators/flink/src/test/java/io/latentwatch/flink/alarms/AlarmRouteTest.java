package io.latentwatch.flink.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.Records;
import io.latentwatch.flink.inspect.InMemoryModels;
import io.latentwatch.flink.inspect.InspectImagesFactory;
import io.latentwatch.flink.inspect.InspectionOptions;
import io.latentwatch.flink.inspect.ScriptedDetector;
import io.latentwatch.flink.inspect.SideOutputs;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.flink.windows.DistortionWindows;
import io.latentwatch.flink.windows.ToDistortionWindows;
import io.latentwatch.flink.windows.WindowAlarms;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/**
 * Records to alarms on a cluster in this JVM, all operators together and none of Kafka: 10 sources, one of which sends nothing but attacked images after a while. What a pixel means
 * stands with {@link ScriptedDetector}.
 */
class AlarmRouteTest {
    private static final int SOURCES = 10;
    private static final int IMAGES = 6_000;
    private static final int FIRST_ATTACKED = 3_000;
    private static final String ATTACKER = "source-7";

    @Test
    void namesTheAttackerAndTakesItForAnAttackAtEveryLevel() throws Exception {
        List<Alarm> alarms = run();

        assertThat(alarms)
                .filteredOn(
                        alarm -> alarm.getLevel() == AlarmLevel.SOURCE && alarm.getStatistic() == AlarmStatistic.FLAGS)
                .isNotEmpty()
                .allSatisfy(alarm -> {
                    assertThat(alarm.getSource()).isEqualTo(ATTACKER);
                    assertThat(alarm.getKind()).isEqualTo(AlarmKind.ATTACK_LIKE);
                    assertThat(alarm.getRaisedBy().getOffset()).isGreaterThan(FIRST_ATTACKED);
                });
        assertThat(alarms)
                .filteredOn(alarm -> alarm.getLevel() == AlarmLevel.STREAM)
                .singleElement()
                .satisfies(alarm -> {
                    assertThat(alarm.getEvent()).isEqualTo(AlarmEvent.RAISED);
                    assertThat(alarm.getKind()).isEqualTo(AlarmKind.ATTACK_LIKE);
                    assertThat(alarm.getSources()).startsWith(ATTACKER);
                    assertThat(alarm.getFeatures()).containsExactly("conv/1");
                });
        assertThat(alarms)
                .filteredOn(alarm -> alarm.getStatistic() == AlarmStatistic.QUERIES)
                .isNotEmpty()
                .extracting(Alarm::getSource)
                .containsOnly(ATTACKER);
        assertThat(alarms)
                .filteredOn(alarm -> alarm.getLevel() == AlarmLevel.WINDOW)
                .extracting(Alarm::getKind)
                .containsOnly(AlarmKind.ATTACK_LIKE);
    }

    private static List<Alarm> run() throws Exception {
        Configuration settings =
                new Configuration().set(PipelineOptions.OBJECT_REUSE, true).set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        SingleOutputStreamOperator<Verdict> verdicts = environment
                .fromData(TypeInformation.of(ReceivedRecord.class), records())
                .assignTimestampsAndWatermarks(WatermarkStrategy.<ReceivedRecord>forMonotonousTimestamps()
                        .withTimestampAssigner((record, ignored) -> record.offset()))
                .transform(
                        "inspect images",
                        new AvroTypeInfo<>(Verdict.class),
                        new InspectImagesFactory(
                                ScriptedDetector::new,
                                InMemoryModels.CONTROL,
                                new InspectionOptions(
                                        InputFormat.AVRO,
                                        WireFormat.SINGLE_OBJECT,
                                        64,
                                        Duration.ofMillis(20),
                                        1,
                                        Duration.ofSeconds(3),
                                        1,
                                        1,
                                        "key",
                                        SourceBy.IMAGE,
                                        new SourceKinds(List.of()),
                                        100_000)));
        BroadcastStream<AlarmCommand> commands = environment
                .fromData(
                        new AvroTypeInfo<>(AlarmCommand.class),
                        AlarmCommand.newBuilder()
                                .setAction(AlarmAction.ACKNOWLEDGE)
                                .setAlarmId("none")
                                .build())
                .broadcast(new MapStateDescriptor<>("commands", Types.STRING, Types.STRING));
        DataStream<FlagRun> flags = verdicts.getSideOutput(SideOutputs.FLAG_RUNS);
        BySource bySource = new BySource(65_536);
        KeyedStream<FlagRun, String> sources =
                flags.flatMap(bySource, TypeInformation.of(FlagRun.class)).keyBy(bySource::key);
        SingleOutputStreamOperator<DistortionWindow> windows =
                DistortionWindows.of(verdicts.getSideOutput(SideOutputs.WINDOW_SUMS), Duration.ofSeconds(3));
        AvroTypeInfo<Alarm> alarm = new AvroTypeInfo<>(Alarm.class);
        Duration week = Duration.ofDays(7);
        DataStream<Alarm> alarms = flags.keyBy(FlagRun::bundleId)
                .connect(commands)
                .process(new FlagAlarms(AlarmLevel.STREAM, 2.592e9, 10_000, Duration.ZERO), alarm)
                .union(
                        sources.connect(commands).process(new FlagAlarms(AlarmLevel.SOURCE, 1e8, 1_000, week), alarm),
                        sources.connect(commands)
                                .process(new QueryAlarms(new SourceKinds(List.of()), 1e8, 1_000, week), alarm),
                        flags.keyBy(FlagRun::bundleId)
                                .connect(commands)
                                .process(new NewSourceAlarms(0.01, 2.592e9, 1_000, week), alarm),
                        windows.getSideOutput(ToDistortionWindows.CLOSED)
                                .keyBy(window -> window.sums().bundleId())
                                .connect(commands)
                                .process(new WindowAlarms(2.592e9, 0.1), alarm));
        return alarms.executeAndCollect(1_000);
    }

    private static ReceivedRecord[] records() {
        ReceivedRecord[] records = new ReceivedRecord[IMAGES];
        Random random = new Random(1);
        for (int offset = 0; offset < IMAGES; offset++) {
            String source = "source-" + offset % SOURCES;
            boolean attacked = offset >= FIRST_ATTACKED && source.equals(ATTACKER);
            Image image = Records.image("i" + offset, attacked ? ScriptedDetector.ATTACKED : random.nextInt(200));
            image.setSource(source);
            records[offset] = Records.record(offset, image);
        }
        return records;
    }
}
