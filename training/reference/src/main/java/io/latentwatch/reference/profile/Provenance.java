package io.latentwatch.reference.profile;

import ai.onnxruntime.OrtEnvironment;
import io.latentwatch.detector.infer.Squeeze;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a bundle came to be, as its manifest tells it. No host names, no paths. */
final class Provenance {
    private Provenance() {}

    static SortedMap<String, Object> of(ProfileRequest request) {
        TreeMap<String, Object> provenance = new TreeMap<>();
        provenance.put("command", "latentwatch profile");
        provenance.put("commit", request.commit().orElse("unknown"));
        provenance.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        provenance.put("seed", request.seed());
        List<String> squeezers = request.squeezers().stream().map(Squeeze::name).toList();
        provenance.put("configuration", Map.of("squeezers", squeezers, "topFeatures", request.topFeatures()));
        provenance.put(
                "versions",
                new TreeMap<>(Map.of(
                        "onnxruntime", OrtEnvironment.getEnvironment().getVersion(),
                        "java", Runtime.version().toString())));
        if (!request.training().isEmpty()) {
            provenance.put("training", request.training());
        }
        return provenance;
    }
}
