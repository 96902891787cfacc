package io.latentwatch.local.cluster;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.local.models.CommandWriter;
import io.latentwatch.local.run.DemoData;
import io.latentwatch.schemas.ModelAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What befalls the job while it judges. Each returns when it is over, not when the job has got over it; those of JobManagers when one leads again. */
enum Fault {
    TASK_MANAGER_KILLED {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            stand.replaceTaskManager();
        }
    },
    JOB_MANAGER_KILLED_WITH_A_STANDBY {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            stand.failOver();
        }
    },
    JOB_MANAGERS_KILLED {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            stand.restartJobManagers();
        }
    },
    BROKER_KILLED {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            stand.broker().process().kill();
            TimeUnit.SECONDS.sleep(5);
            stand.broker().start();
        }
    },
    BROKER_FROZEN {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            stand.broker().process().freeze();
            TimeUnit.SECONDS.sleep(30);
            stand.broker().process().thaw();
        }
    },
    CHECKPOINT_STORAGE_FULL {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            FillableFileSystem.fill(stand.checkpoints());
            TimeUnit.SECONDS.sleep(60);
            FillableFileSystem.makeRoom(stand.checkpoints());
        }
    },
    CONNECTIONS_CUT {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            stand.broker().line().cut();
            TimeUnit.SECONDS.sleep(10);
            stand.broker().line().mend();
        }
    },
    CONNECTIONS_SLOW {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            stand.broker().line().delay(300);
            TimeUnit.SECONDS.sleep(15);
            stand.broker().line().delay(0);
        }
    },
    HOSTILE_BUNDLE {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            Path bundle = stand.home().resolve(prefix + "-hostile");
            DemoData.copy(DemoData.ANP_VS_BUNDLE, bundle);
            String id = BundleReader.read(bundle).id();
            Files.write(bundle.resolve("monitor.onnx"), new byte[1 << 20]);
            new CommandWriter(Map.of("bootstrap.servers", stand.broker().trustedServers()), prefix + ".models")
                    .write(ModelAction.ACTIVATE, id, Optional.of(uri(bundle)), "a test", "hostile");
        }

        @Override
        int refusals() {
            return 1;
        }
    },
    BURST {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            feed.rate(10 * FaultRun.IMAGES_A_SECOND);
            TimeUnit.SECONDS.sleep(10);
            feed.rate(FaultRun.IMAGES_A_SECOND);
        }
    },
    CLOCK_AHEAD {
        @Override
        void strike(Stand stand, Feed feed, String prefix) throws Exception {
            feed.clock(Duration.ofHours(1));
            TimeUnit.SECONDS.sleep(5);
            feed.clock(Duration.ZERO);
        }
    };

    /**
     * Brings it about.
     *
     * @param prefix of the job's topics
     */
    abstract void strike(Stand stand, Feed feed, String prefix) throws Exception;

    /** How many commands for a bundle have to be refused for it, by the bundle itself. */
    int refusals() {
        return 0;
    }

    private static String uri(Path path) {
        String uri = path.toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
