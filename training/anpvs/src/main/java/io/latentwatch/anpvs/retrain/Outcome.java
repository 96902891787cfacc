package io.latentwatch.anpvs.retrain;

/** What a trigger came to. */
public enum Outcome {
    /** A new bundle passed every gate; jobs were asked to try it beside the active one. */
    PUBLISHED_AS_SHADOW("a new bundle passed every gate and was published as a shadow"),
    /** A new bundle passed every gate; nobody was told to load it. */
    PASSED("a new bundle passed every gate; nothing was published, for lack of --uri"),
    /** A network was trained and failed a gate. */
    REFUSED("a network was trained, and refused"),
    /** New references for the old weights are there for a person to approve. */
    REFERENCES_PROPOSED("new references are proposed; nothing was published, a person has to approve them"),
    /** Not even references could be made. */
    NOTHING_TO_LEARN("there is nothing to learn from");

    private final String sentence;

    Outcome(String sentence) {
        this.sentence = sentence;
    }

    /** In words. */
    public String sentence() {
        return sentence;
    }
}
