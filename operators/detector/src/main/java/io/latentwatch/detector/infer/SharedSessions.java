package io.latentwatch.detector.infer;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import java.util.HashMap;
import java.util.Map;

/** One session for each bundle, thread count and device in a JVM, shared by all slots that run it and closed with the last of them. Thread-safe. */
public final class SharedSessions {
    private static final Map<Key, Shared> OPEN = new HashMap<>();

    private SharedSessions() {}

    private record Key(String bundleId, int threads, Device device) {}

    private static final class Shared {
        private final MonitorSession session;
        private int users;

        private Shared(MonitorSession session) {
            this.session = session;
        }
    }

    /** The bundle's session, opened if nobody has it yet. To be given back by {@link #release}. */
    public static MonitorSession acquire(Bundle bundle, int threads, Device device) {
        synchronized (OPEN) {
            Shared shared = OPEN.computeIfAbsent(
                    new Key(bundle.id(), threads, device),
                    key -> new Shared(MonitorSession.open(
                            bundle.file(BundleFiles.MONITOR), bundle.manifest().input(), threads, device)));
            shared.users++;
            return shared.session;
        }
    }

    /** Gives back what {@link #acquire} gave. */
    public static void release(Bundle bundle, int threads, Device device) {
        synchronized (OPEN) {
            Key key = new Key(bundle.id(), threads, device);
            Shared shared = OPEN.get(key);
            if (shared != null && --shared.users == 0) {
                OPEN.remove(key);
                shared.session.close();
            }
        }
    }
}
