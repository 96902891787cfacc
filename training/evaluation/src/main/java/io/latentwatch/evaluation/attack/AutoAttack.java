package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * AutoAttack's standard suite in L-infinity (Croce and Hein, ICML 2020, section 5): several attacks one after another, each on the
 * images that still stand, so the worst case of each image. A part has broken an image when it is misclassified rounded to 8
 * bits. Images that stand to the end keep what the first part found.
 *
 * @param parts in their order, all with one ball
 */
public record AutoAttack(List<Attack> parts) implements Attack {
    public AutoAttack {
        parts = List.copyOf(parts);
        for (Attack part : parts) {
            if (!(part instanceof SearchAttack search && search.stopsAtSuccess())) {
                throw new IllegalArgumentException(
                        "expected parts that search image by image (apgd, fab-t, square), found %s"
                                .formatted(part.description()));
            }
        }
        if (parts.stream().map(Attack::ball).distinct().count() != 1) {
            throw new IllegalArgumentException("expected parts with one ball, found "
                    + parts.stream().map(Attack::ball).toList());
        }
    }

    /** APGD on the cross-entropy, targeted APGD on the difference of logits ratio, targeted FAB, Square. */
    public static AutoAttack standard(double epsilon) {
        return new AutoAttack(List.of(
                Apgd.of(Apgd.Variant.CROSS_ENTROPY, epsilon),
                Apgd.of(Apgd.Variant.TARGETED, epsilon),
                FabTargeted.of(epsilon),
                Square.of(epsilon)));
    }

    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        return attack(network, clean, draws).images();
    }

    @Override
    public AttackOutcome attack(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        float[] pixels = clean.pixels().clone();
        String[] brokenBy = new String[clean.count()];
        Arrays.fill(brokenBy, AttackOutcome.CLEAN);
        int[] standing = Verdict.of(network, clean).standing();
        for (int image : standing) {
            brokenBy[image] = AttackOutcome.NOTHING;
        }
        for (int part = 0; part < parts.size() && standing.length > 0; part++) {
            SearchAttack attack = (SearchAttack) parts.get(part);
            SplittableRandom[] own = Draws.select(Draws.split(draws), standing);
            SearchLoop.Ending ending = new SearchLoop(attack, network).run(clean.select(standing), own);
            List<Integer> left = new ArrayList<>();
            for (int i = 0; i < standing.length; i++) {
                boolean broken = ending.broken()[i];
                if (broken) {
                    brokenBy[standing[i]] = attack.name();
                } else {
                    left.add(standing[i]);
                }
                if (broken || part == 0) {
                    float[] found = ending.images().image(i);
                    System.arraycopy(found, 0, pixels, standing[i] * found.length, found.length);
                }
            }
            standing = left.stream().mapToInt(Integer::intValue).toArray();
        }
        return new AttackOutcome(clean.withPixels(pixels), List.of(brokenBy));
    }

    @Override
    public Ball ball() {
        return parts.get(0).ball();
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", "autoattack");
        description.put("epsilon", String.valueOf(ball().radius()));
        description.put(
                "parts",
                parts.stream().map(part -> part.description().get("attack")).collect(Collectors.joining(",")));
        return description;
    }
}
