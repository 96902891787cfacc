package io.latentwatch.detector.alarm;

import io.latentwatch.detector.decode.ImagePrint;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells which frames of cameras show what the last counted one of the same camera showed: they count once, or one borderline scene would raise an alarm for as long as nothing
 * moves. Remembers a bounded number of cameras, those that were heard of last. Not thread-safe.
 */
public final class RepeatedFrames {
    private final double limit;
    private final Map<String, byte[]> lastCounted;

    /**
     * @param limit distance of prints up to which a frame is a repetition, 0 to 1
     * @param cameras that are remembered at most
     */
    public RepeatedFrames(double limit, int cameras) {
        this.limit = limit;
        this.lastCounted = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
                return size() > cameras;
            }
        };
    }

    /** Whether the frame repeats the camera's last counted one. If not, it is the last counted one from now on. */
    public boolean repeats(String camera, byte[] print) {
        byte[] last = lastCounted.get(camera);
        if (last != null && ImagePrint.distance(print, last, 0) <= limit) {
            return true;
        }
        lastCounted.put(camera, print);
        return false;
    }
}
