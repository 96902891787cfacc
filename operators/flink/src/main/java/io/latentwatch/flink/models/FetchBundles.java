package io.latentwatch.flink.models;

import static java.util.Objects.requireNonNull;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.infer.InferenceException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens bundles from where they are allowed to come from: URI, signature, id, hashes, graphs, probes, in this order.
 *
 * @param trustedKeys public keys in the form of {@link SigningKeys#text}; one of them must have signed
 * @param allowUnsigned whether signatures are not looked at
 * @param options how bundles are run
 */
public record FetchBundles(
        AllowedUris allowed, List<String> trustedKeys, boolean allowUnsigned, DetectorOptions options)
        implements BundleSource {
    private static final Logger LOG = LoggerFactory.getLogger(FetchBundles.class);

    public FetchBundles {
        requireNonNull(allowed, "allowed is null");
        requireNonNull(options, "options is null");
        trustedKeys = List.copyOf(trustedKeys);
    }

    @Override
    public Detector open(String bundleId, String uri, Path cache) throws IOException, CommandRefusedException {
        allowed.require(uri);
        if (!allowUnsigned && trustedKeys.isEmpty()) {
            throw new CommandRefusedException(
                    CommandResult.REJECTED,
                    "no key is trusted, so no bundle can be; set models.trusted-keys, or models.allow-unsigned");
        }
        BundleCache copies = new BundleCache(cache);
        Detector opened = null;
        try {
            opened = OnnxDetector.open(read(bundleId, uri, copies), options);
        } catch (BundleException | InferenceException e) {
            throw new CommandRefusedException(CommandResult.REJECTED, uri + ": " + e.getMessage(), e);
        } finally {
            if (opened == null) {
                forget(copies, bundleId);
            }
        }
        return opened;
    }

    /** Why the bundle could not be opened is what counts: a copy that stays must not hide it. */
    private static void forget(BundleCache copies, String bundleId) {
        try {
            copies.forget(bundleId);
        } catch (IOException e) {
            LOG.warn("the copy of bundle {}, which could not be opened, stays", bundleId, e);
        }
    }

    private Bundle read(String bundleId, String uri, BundleCache copies) throws IOException, CommandRefusedException {
        List<PublicKey> trusted = trusted();
        Bundle bundle = BundleReader.read(copies.fetch(bundleId, uri, trusted), trusted);
        if (!bundle.id().equals(bundleId)) {
            throw new CommandRefusedException(
                    CommandResult.REJECTED,
                    uri + ": its id is " + bundle.id() + ", the command says " + bundleId
                            + "; give the bundle's own id");
        }
        return bundle;
    }

    private List<PublicKey> trusted() {
        return allowUnsigned
                ? List.of()
                : trustedKeys.stream().map(SigningKeys::publicKey).toList();
    }
}
