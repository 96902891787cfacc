package io.latentwatch.flink.alarms;

import java.io.Serializable;
import java.util.List;

/**
 * Which sources are cameras, whose frames follow each other; all others are clients, whose requests are independent. A camera's repeated frames count once; a client's are looked through
 * for rows of near-duplicate queries.
 *
 * @param cameras names of sources; one that ends with {@code *} stands for all that begin so
 */
public record SourceKinds(List<String> cameras) implements Serializable {
    public SourceKinds {
        cameras = List.copyOf(cameras);
    }

    /** Whether the source is a camera. */
    public boolean isCamera(String source) {
        for (String camera : cameras) {
            boolean matches = camera.endsWith("*")
                    ? source.startsWith(camera.substring(0, camera.length() - 1))
                    : source.equals(camera);
            if (matches) {
                return true;
            }
        }
        return false;
    }
}
