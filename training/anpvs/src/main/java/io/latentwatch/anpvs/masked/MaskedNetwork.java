package io.latentwatch.anpvs.masked;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentwatch.anpvs.mask.Masks;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.prune.Deployed;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network whose gates are open, trained, frozen or removed. Does not own the network. */
public final class MaskedNetwork {
    private DjlNetwork network;
    private final Masks masks;
    private GateMode mode = GateMode.OPEN;

    /**
     * With open gates.
     *
     * @param masks null where the method has none
     */
    public MaskedNetwork(DjlNetwork network, Masks masks) {
        this.network = network;
        this.masks = masks;
    }

    public DjlNetwork network() {
        return network;
    }

    /** Null where the method has none. */
    public Masks masks() {
        return masks;
    }

    public GateMode mode() {
        return mode;
    }

    /**
     * Sets what the gates do from now on.
     *
     * @param next not REMOVED, for which there is {@link #remove}
     * @throws IllegalArgumentException if there are no masks and the gates are not to be open
     */
    public void setMode(GateMode next) {
        requireGates();
        if (masks == null && next != GateMode.OPEN) {
            throw new IllegalArgumentException(
                    "gates: expected OPEN in a configuration without masks, found %s; add masks".formatted(next));
        }
        mode = next;
    }

    /**
     * Goes on with what is left once the gates are gone; the masks stay as they are.
     *
     * @param compacted computes what this network computes with its test masks
     */
    public void remove(DjlNetwork compacted) {
        requireGates();
        network = compacted;
        mode = GateMode.REMOVED;
    }

    private void requireGates() {
        if (mode == GateMode.REMOVED) {
            throw new IllegalStateException("the gates have been removed");
        }
    }

    /** The masks of test passes by gate name; empty where the gates are open or removed. */
    public Map<String, float[]> testMasks() {
        return mode == GateMode.OPEN || mode == GateMode.REMOVED ? Map.of() : masks.expected();
    }

    /** The same as arrays {@code [1, features]} of that manager. */
    public Map<String, NDArray> testMasks(NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        testMasks().forEach((gate, mask) -> arrays.put(gate, manager.create(mask, new Shape(1, mask.length))));
        return arrays;
    }

    /** What would run in production if training ended now. */
    public Deployed deployed() {
        return Deployed.of(network.spec(), network.weights(), testMasks());
    }

    /** Logits of images in test mode. */
    public NDArray logits(NDArray images) {
        return network.logits(images, testMasks(images.getManager()));
    }
}
