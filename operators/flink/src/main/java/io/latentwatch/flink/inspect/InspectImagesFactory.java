package io.latentwatch.flink.inspect;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.models.DetectorSource;
import io.latentwatch.flink.models.ModelControl;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.Verdict;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes {@link InspectImages} on the task managers; always chained to its source, so that no image is copied on the way. */
public final class InspectImagesFactory extends AbstractStreamOperatorFactory<Verdict>
        implements OneInputStreamOperatorFactory<ReceivedRecord, Verdict> {
    private final DetectorSource detectors;
    private final ModelControl models;
    private final InspectionOptions options;

    /**
     * Makes the operator for one job.
     *
     * @param detectors the configuration's bundle
     * @param models how other bundles take its place
     */
    public InspectImagesFactory(DetectorSource detectors, ModelControl models, InspectionOptions options) {
        this.models = requireNonNull(models, "models is null");
        this.detectors = requireNonNull(detectors, "detectors is null");
        this.options = requireNonNull(options, "options is null");
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // as Flink declares it; it casts to what it was given
    public <T extends StreamOperator<Verdict>> T createStreamOperator(StreamOperatorParameters<Verdict> parameters) {
        return (T) new InspectImages(parameters, detectors, models, options);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return InspectImages.class;
    }
}
