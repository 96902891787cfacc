package io.latentwatch.anpvs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.attack.AttackEngine;
import io.latentwatch.anpvs.optimise.LearningRateSchedule;
import io.latentwatch.anpvs.optimise.Optimisation;
import io.latentwatch.evaluation.attack.LinfPgd;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Everything that decides what a run computes, its data apart. All problems are reported at once.
 *
 * @param weightDecay factor of half the squared weights in the loss
 * @param epsilon radius of the attack inside training, in [0,1] pixel range
 * @param stepSize of the attack, absolute, in [0,1] pixel range
 * @param adversarialWeight of the adversarial against the clean cross-entropy
 * @param heldOut training images set aside for references and calibration
 * @param validation training images set aside for choices
 * @param threads of the tensor library; another number gives other last digits
 */
public record TrainingConfiguration(
        Method method,
        int epochs,
        int batchSize,
        double learningRate,
        LearningRateSchedule schedule,
        double weightDecay,
        double epsilon,
        int attackSteps,
        double stepSize,
        double adversarialWeight,
        AttackEngine attackEngine,
        int heldOut,
        int validation,
        long seed,
        int threads) {
    public TrainingConfiguration {
        List<String> problems = new ArrayList<>();
        require(problems, epochs >= 1, "--epochs must be at least 1, found " + epochs);
        require(problems, batchSize >= 1, "--batch-size must be at least 1, found " + batchSize);
        require(
                problems,
                learningRate > 0 && learningRate <= 1,
                "--learning-rate must lie in (0,1], found " + learningRate);
        require(
                problems,
                weightDecay >= 0 && weightDecay < 1,
                "--weight-decay must lie in [0,1), found " + weightDecay);
        require(problems, epsilon >= 0 && epsilon <= 1, "--epsilon must lie in [0,1], found " + epsilon);
        require(problems, attackSteps >= 1, "--attack-steps must be at least 1, found " + attackSteps);
        require(problems, stepSize > 0 && stepSize <= 1, "--step-size must lie in (0,1], found " + stepSize);
        require(
                problems,
                adversarialWeight >= 0,
                "--adversarial-weight must be at least 0, found " + adversarialWeight);
        require(problems, heldOut >= 0, "--held-out must be at least 0, found " + heldOut);
        require(problems, validation >= 0, "--validation must be at least 0, found " + validation);
        require(problems, threads >= 1, "--threads must be at least 1, found " + threads);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    /** The attack that adversarial training runs at every step. */
    LinfPgd attack() {
        return LinfPgd.pgd(epsilon, attackSteps, stepSize);
    }

    Optimisation.Steps steps() {
        return new Optimisation.Steps(batchSize, epochs, learningRate, schedule, seed);
    }

    /** SHA-256 of all values and of the training images' hash: two runs with the same one compute the same. */
    String hash(String dataSha256) {
        try {
            String text = new ObjectMapper().writeValueAsString(this) + dataSha256;
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a record of numbers can be written and hashed", e);
        }
    }

    private static void require(List<String> problems, boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }
}
