package io.latentwatch.local.demo;

import io.latentwatch.local.demo.SentImage.Part;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.replay.Pace;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends the demo's two parts and enters every record in the ledger. */
final class DemoParts {
    private static final Duration LONGEST_SPEED = Duration.ofSeconds(10);
    private static final int WAITING = 4_000;

    private final Workload workload;
    private final ImageProducer producer;
    private final Ledger ledger;

    DemoParts(Workload workload, ImageProducer producer, Ledger ledger) {
        this.workload = workload;
        this.producer = producer;
        this.ledger = ledger;
    }

    /**
     * Clean images of the sample, over and over, as fast as the job takes them: some thousand always wait for it. Ends after a while on a machine
     * that is slow or busy, or when nothing comes back.
     */
    void speed() throws IOException, InterruptedException {
        List<DemoImage> clean = workload.sample().clean();
        long end = System.nanoTime() + LONGEST_SPEED.toNanos();
        for (int i = 0; i < workload.speedImages() && System.nanoTime() < end; i++) {
            send(Part.SPEED, clean.get(i % clean.size()));
            if (!ledger.awaitSettled(i + 1L - WAITING, LONGEST_SPEED)) {
                break;
            }
        }
        producer.flush();
    }

    /** The sample, each image once, at a steady pace; the malformed records between the clean and the attacked images. */
    void sample() throws IOException {
        Pace pace = Pace.perSecond(workload.rate());
        for (DemoImage image : workload.sample().clean()) {
            pace.await();
            send(Part.SAMPLE, image);
        }
        for (MalformedRecord record : workload.malformed()) {
            pace.await();
            send(record);
        }
        for (DemoImage image : workload.sample().attacked()) {
            pace.await();
            send(Part.SAMPLE, image);
        }
        producer.flush();
    }

    private void send(Part part, DemoImage demoImage) throws IOException {
        Image image = demoImage.image();
        SentImage sent = new SentImage(image.getId(), part, demoImage.attack(), System.nanoTime());
        producer.send(image, stored -> enter(stored, sent));
    }

    private void send(MalformedRecord record) throws IOException {
        SentImage sent = new SentImage(record.name(), Part.SAMPLE, SentImage.MALFORMED, System.nanoTime());
        producer.send(record.name(), record.value(), stored -> enter(stored, sent));
    }

    private void enter(RecordMetadata stored, SentImage sent) {
        ledger.sent(new Position(stored.topic(), stored.partition(), stored.offset()), sent);
    }
}
