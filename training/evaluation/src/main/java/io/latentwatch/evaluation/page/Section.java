package io.latentwatch.evaluation.page;

import java.util.List;

/** A heading and what stands under it. */
public record Section(String title, List<Block> blocks) {
    public Section {
        blocks = List.copyOf(blocks);
    }
}
