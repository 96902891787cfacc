package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.alarm.RepeatedFrames;
import io.latentwatch.schemas.Role;

/** A bundle in its role, with what is kept for it alone. Somebody else closes the detector. */
final class BundleAtWork {
    /** Cameras whose last counted frame is remembered; one more than that and the one heard of least recently has its next frame counted. */
    private static final int CAMERAS = 10_000;

    private final Detector detector;
    private final Verdicts verdicts;
    private final RepeatedFrames frames;

    BundleAtWork(Detector detector, Role role) {
        this.detector = detector;
        this.verdicts = new Verdicts(detector, role);
        this.frames = new RepeatedFrames(detector.cleanRates().nearPrint(), CAMERAS);
    }

    Detector detector() {
        return detector;
    }

    Verdicts verdicts() {
        return verdicts;
    }

    RepeatedFrames frames() {
        return frames;
    }
}
