package io.latentwatch.anpvs.results;

/**
 * One network of the table.
 *
 * @param row its name
 * @param seed of its training
 */
public record NetworkId(String row, long seed) {
    /** As its files are called. */
    public String name() {
        return row + "-" + seed;
    }
}
