package io.latentwatch.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.local.run.DemoData;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.ClassDistortion;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.FeatureDeviation;
import io.latentwatch.schemas.LayerDistortion;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveViewTest {
    /** A slot of 1 s begins here. */
    private static final long NOW = 1_795_906_880_000L;

    private static final int NEWEST = TimeSlots.SLOTS - 1;
    private static final Duration SPAN = Duration.ofSeconds(TimeSlots.SLOTS);

    private final AtomicLong clock = new AtomicLong(NOW);
    private final LiveView view = view(List.of());

    private LiveView view(List<Bundle> bundles) {
        try {
            return new LiveView(SPAN, KnownBundles.of(bundles), clock::get);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Long enough after the last one that it is made anew. */
    private JsonNode snapshot() throws IOException {
        return snapshot(view);
    }

    private static JsonNode snapshot(LiveView of) throws IOException {
        return new ObjectMapper().readTree(of.snapshot());
    }

    @Test
    void countsEachVerdictInTheSecondThatItWasWrittenIn() throws IOException {
        view.verdict(Findings.verdict(0, 0.5, false, NOW - 1), NOW - 1);
        view.verdict(Findings.verdict(1, 0.001, true, NOW), NOW);
        view.verdict(Findings.verdict(2, 0.05, false, NOW + 999), NOW + 999);
        view.deadLetter(NOW);

        JsonNode shown = snapshot();

        assertThat(shown.at("/totals/verdicts").asInt()).isEqualTo(3);
        assertThat(shown.at("/totals/flagged").asInt()).isEqualTo(1);
        assertThat(shown.at("/totals/deadLetters").asInt()).isEqualTo(1);
        assertThat(shown.get("images").get(NEWEST - 1).asInt()).isEqualTo(1);
        assertThat(shown.get("images").get(NEWEST).asInt()).isEqualTo(2);
        assertThat(shown.get("flagged").get(NEWEST).asInt()).isEqualTo(1);
        assertThat(shown.get("deadLetters").get(NEWEST).asInt()).isEqualTo(1);
        assertThat(shown.get("images")).hasSize(TimeSlots.SLOTS);
        assertThat(shown.get("firstSlotMillis").asLong()).isEqualTo(NOW - NEWEST * 1_000L);
    }

    @Test
    void putsPValuesIntoTwentyRowsTheUpperEndIncluded() throws IOException {
        for (double pValue : new double[] {1e-9, 0.05, 0.0500001, 0.95, 0.9500001, 1}) {
            view.verdict(Findings.verdict(0, pValue, false, NOW), NOW);
        }

        JsonNode rows = snapshot().get("pValues").get(NEWEST);

        assertThat(rows).hasSize(20);
        assertThat(rows.get(0).asInt()).isEqualTo(2);
        assertThat(rows.get(1).asInt()).isEqualTo(1);
        assertThat(rows.get(18).asInt()).isEqualTo(1);
        assertThat(rows.get(19).asInt()).isEqualTo(2);
    }

    @Test
    void tellsDelaysToWithinABin() throws IOException {
        view.verdict(Findings.verdict(0, 0.5, false, NOW), NOW); // 40 ms after its image

        assertThat(snapshot().get("delay50").get(NEWEST).asDouble()).isBetween(0.040 / 1.3, 0.040 * 1.3);
    }

    @Test
    void forgetsWhatIsOlderThanItsSpanAndTakesTheFutureForNow() throws IOException {
        view.verdict(Findings.verdict(0, 0.5, false, NOW), NOW);
        view.verdict(Findings.verdict(1, 0.5, false, NOW), NOW + 3_600_000);
        view.verdict(Findings.verdict(2, 0.5, false, NOW), NOW - 3_600_000);
        assertThat(snapshot().get("images").get(NEWEST).asInt()).isEqualTo(2);

        clock.addAndGet(SPAN.toMillis());
        view.verdict(Findings.verdict(3, 0.5, false, NOW), clock.get());

        JsonNode later = snapshot();
        assertThat(later.get("images").get(NEWEST).asInt()).isEqualTo(1);
        assertThat(later.get("images").get(0).asInt()).isZero();
        assertThat(later.at("/totals/verdicts").asInt()).isEqualTo(4);
    }

    @Test
    void dividesDistortionByWhatCleanImagesOfTheSameClassesShow() throws IOException {
        Bundle bundle = BundleReader.read(DemoData.BUNDLE);
        LiveView known = view(List.of(bundle));
        int taps = bundle.manifest().taps().size();
        float[] clean = bundle.array("references/clean-distortion.npy").floats("", 10, taps);
        String layer = bundle.manifest().taps().get(1).name();
        double[] values = {1.5, 0.75};
        int[] classes = {3, 7};
        for (int i = 0; i < 2; i++) {
            Verdict verdict = Findings.verdict(i, 0.5, false, NOW);
            verdict.setBundleId(bundle.id());
            verdict.setPredictedClass(classes[i]);
            verdict.setDistortion(List.of(new LayerDistortion(layer, (float) values[i])));
            known.verdict(verdict, NOW);
        }

        JsonNode shown = snapshot(known);

        double expected = (1.5 + 0.75) / (clean[3 * taps + 1] + clean[7 * taps + 1]); // [K,L], the layer is the second
        assertThat(shown.get("distortion").get(layer).get(NEWEST).asDouble())
                .isCloseTo(expected, within(1e-3 * expected));
        assertThat(shown.get("bundleKnown").asBoolean()).isTrue();
        assertThat(shown.get("bundleName").asText()).isEqualTo(bundle.manifest().architecture());
    }

    @Test
    void showsTheMeanDistortionOfABundleThatIsNotAtHand() throws IOException {
        view.verdict(Findings.verdict(0, 0.5, false, NOW), NOW);

        JsonNode shown = snapshot();

        assertThat(shown.get("distortion").get("relu1").get(NEWEST).asDouble()).isEqualTo(1.5);
        assertThat(shown.get("distortion").get("relu2").get(NEWEST).asDouble()).isEqualTo(0.5);
        assertThat(shown.get("bundleKnown").asBoolean()).isFalse();
    }

    @Test
    void leavesShadowsOut() throws IOException {
        Verdict verdict = Findings.verdict(0, 0.001, true, NOW);
        verdict.setRole(Role.SHADOW);
        view.verdict(verdict, NOW);

        JsonNode shown = snapshot();

        assertThat(shown.at("/totals/verdicts").asInt()).isZero();
        assertThat(shown.at("/totals/shadows").asInt()).isEqualTo(1);
        assertThat(shown.get("gallery")).isEmpty();
    }

    @Test
    void showsAnAlarmsEventOnceHoweverOftenItIsDelivered() throws IOException {
        view.alarm(Findings.alarm("a", AlarmEvent.RAISED), NOW);
        view.alarm(Findings.alarm("a", AlarmEvent.RAISED), NOW + 1);
        view.alarm(Findings.alarm("b", AlarmEvent.RAISED), NOW + 2);
        view.alarm(Findings.alarm("a", AlarmEvent.RESOLVED), NOW + 3);
        view.alarm(Findings.alarm("a", AlarmEvent.SILENCED), NOW + 4); // opens nothing

        JsonNode shown = snapshot();

        assertThat(shown.get("alarms")).hasSize(4);
        assertThat(shown.at("/alarms/1/event").asText()).isEqualTo("RESOLVED");
        assertThat(shown.at("/alarms/2/evidence").asDouble()).isEqualTo(20);
        assertThat(shown.at("/alarms/2/limit").asDouble()).isEqualTo(10);
        assertThat(shown.get("alarmsRaised").asInt()).isEqualTo(2);
        assertThat(shown.get("alarmsOpen").asInt()).isEqualTo(1);
    }

    @Test
    void showsEachKindThatAnAlarmIsGiven() throws IOException {
        view.alarm(Findings.alarm("a", AlarmEvent.RAISED), NOW);
        for (AlarmKind kind : List.of(AlarmKind.DRIFT_LIKE, AlarmKind.ATTACK_LIKE, AlarmKind.ATTACK_LIKE)) {
            Alarm alarm = Findings.alarm("a", AlarmEvent.RECLASSIFIED);
            alarm.setKind(kind);
            view.alarm(alarm, NOW);
        }

        JsonNode shown = snapshot();

        assertThat(shown.get("alarms")).hasSize(3);
        assertThat(shown.at("/alarms/0/kind").asText()).isEqualTo("ATTACK_LIKE");
        assertThat(shown.get("alarmsRaised").asInt()).isEqualTo(1);
        assertThat(shown.get("alarmsOpen").asInt()).isEqualTo(1);
    }

    @Test
    void showsWindowsAsTheJobClosedThem() throws IOException {
        view.window(window("relu1", NOW, 1.25));
        view.window(window("relu2", NOW, 0.75));
        view.window(window("relu1", NOW + 60_000, 1.5));

        JsonNode windows = snapshot().get("windows");

        assertThat(windows.get("spans")).hasSize(2);
        assertThat(windows.at("/spans/0/images").asInt()).isEqualTo(500);
        assertThat(windows.at("/ratios/relu1/1").asDouble()).isEqualTo(1.5);
        assertThat(windows.at("/ratios/relu2/0").asDouble()).isEqualTo(0.75);
        assertThat(windows.at("/ratios/relu2/1").isNull()).isTrue();
    }

    @Test
    void showsEvidenceAsAShareOfItsLimit() throws IOException {
        view.evidence(List.of(new Evidence("stream flags", 5, 20)));

        assertThat(snapshot().at("/evidence/stream flags/" + NEWEST).asDouble()).isEqualTo(0.25);
    }

    @Test
    void showsWhereAnAlarmWasRaisedThoughTheStatisticBeginsAnew() throws IOException {
        view.evidence(List.of(new Evidence("stream flags", 0, 10)));
        view.alarm(Findings.alarm("a", AlarmEvent.RAISED), NOW); // evidence 20, limit 10
        view.evidence(List.of(new Evidence("stream flags", 1, 10)));

        assertThat(snapshot().at("/evidence/stream flags/" + NEWEST).asDouble()).isEqualTo(2);
    }

    @Test
    void keepsTheNewestFlaggedImagesWithTheirPictures() throws IOException {
        for (int i = 0; i < 40; i++) {
            view.verdict(Findings.verdict(i, 0.001, true, NOW), NOW + i * 1_000L);
        }
        long wanted = view.wanted().orElseThrow().number();
        assertThat(view.wanted().orElseThrow().position()).isEqualTo(new Position("latentwatch.images", 0, 39L));
        view.picture(wanted, new byte[] {1, 2, 3});
        view.withoutPicture(view.wanted().orElseThrow().number(), "Kafka no longer has it");

        JsonNode gallery = snapshot().get("gallery");

        assertThat(gallery).hasSize(Gallery.MOST);
        assertThat(gallery.get(0).get("imageId").asText()).isEqualTo("image-39");
        assertThat(gallery.get(0).get("picture").asText()).isEqualTo("/flagged/" + wanted + ".png");
        assertThat(gallery.get(0).at("/features/0/name").asText()).isEqualTo("relu1/3");
        assertThat(gallery.get(0).at("/features/0/deviation").asDouble()).isEqualTo(-4.25);
        assertThat(gallery.get(1).get("without").asText()).isEqualTo("Kafka no longer has it");
        assertThat(gallery.get(Gallery.MOST - 1).get("imageId").asText()).isEqualTo("image-16");
        assertThat(view.picture(wanted)).contains(new byte[] {1, 2, 3});
        assertThat(view.picture(0)).as("displaced").isEmpty();
    }

    @Test
    void showsOfABurstTheImagesThatAreLeastLikeCleanOnes() throws IOException {
        double[] pValues = {0.008, 0.004, 0.006, 0.004};
        for (int i = 0; i < pValues.length; i++) {
            view.verdict(Findings.verdict(i, pValues[i], true, NOW), NOW + i);
        }
        view.verdict(Findings.verdict(4, 0.009, true, NOW), NOW + 1 + Gallery.SPACING_MILLIS);
        view.verdict(Findings.verdict(5, 0.001, true, NOW), NOW + 2 * Gallery.SPACING_MILLIS);

        assertThat(snapshot().get("gallery").findValuesAsText("imageId")).containsExactly("image-5", "image-1");
    }

    @Test
    void takesUpFiveFlaggedImagesASecondAtMost() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            view.verdict(Findings.verdict(i, 0.001, true, NOW), NOW + i); // one a millisecond
        }

        JsonNode shown = snapshot();

        assertThat(shown.get("gallery")).hasSize(5);
        assertThat(shown.at("/totals/flagged").asInt()).isEqualTo(1_000);
    }

    @Test
    void staysSmallWhateverComes() throws IOException {
        String endless = "<script>alert(1)</script>".repeat(600);
        for (int i = 0; i < 2_000; i++) {
            Verdict verdict = Findings.verdict(i, 0.001, true, NOW);
            verdict.setImageId(endless);
            verdict.setSource(endless);
            verdict.setLoudest(endless);
            Map<String, String> attributes = new HashMap<>();
            List<FeatureDeviation> features = new ArrayList<>();
            List<LayerDistortion> layers = new ArrayList<>();
            for (int k = 0; k < 50; k++) {
                attributes.put(k + endless, endless);
                features.add(new FeatureDeviation(endless, k, 1f));
                layers.add(new LayerDistortion(i + "/" + k, 1f));
            }
            verdict.setAttributes(attributes);
            verdict.setTopFeatures(features);
            verdict.setDistortion(layers);
            view.verdict(verdict, NOW + i * 200L);
            Alarm alarm = Findings.alarm(i + endless, AlarmEvent.RAISED);
            alarm.setSources(List.of(endless, endless, endless, endless, endless, endless, endless));
            alarm.setDetail(endless);
            view.alarm(alarm, NOW);
            view.window(window("layer-" + i % 100, NOW + i, 1));
        }

        assertThat(view.snapshot()).hasSizeLessThan(512 << 10);
        JsonNode shown = snapshot();
        assertThat(shown.get("alarms")).hasSize(AlarmRows.MOST);
        assertThat(shown.get("gallery")).hasSize(Gallery.MOST);
        assertThat(shown.at("/windows/spans")).hasSize(WindowRows.MOST);
        assertThat(shown.get("distortion").size()).isEqualTo(64);
        assertThat(shown.at("/gallery/0/imageId").asText()).hasSize(Words.LONGEST);
    }

    @Test
    void makesASnapshotForAllThatAskWithinASecond() {
        byte[] first = view.snapshot();
        view.deadLetter(NOW);

        assertThat(view.snapshot()).isSameAs(first);
        clock.addAndGet(LiveView.FRESH_MILLIS);
        assertThat(view.snapshot()).isNotSameAs(first);
    }

    @Test
    void saysWhatDoesNotAnswerUntilItDoes() throws IOException {
        view.trouble("Kafka", "no broker\u0000answers");
        assertThat(snapshot().at("/troubles/0").asText()).isEqualTo("Kafka: no broker?answers");

        view.noTrouble("Kafka");
        clock.addAndGet(LiveView.FRESH_MILLIS);
        assertThat(snapshot().get("troubles")).isEmpty();
    }

    private static DistortionWindow window(String layer, long start, double ratio) {
        return DistortionWindow.newBuilder()
                .setBundleId(Findings.BUNDLE)
                .setRole(Role.ACTIVE)
                .setLayer(layer)
                .setWindowStartMillis(start)
                .setWindowEndMillis(start + 60_000)
                .setImages(500)
                .setFlagged(3)
                .setMeanDistortion(1)
                .setCleanRatio(ratio)
                .setClasses(List.<ClassDistortion>of())
                .build();
    }
}
