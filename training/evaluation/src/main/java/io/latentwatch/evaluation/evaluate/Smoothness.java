package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.hypothesis.GradientNorms;
import io.latentwatch.evaluation.hypothesis.LocalLinearity;

/** How smooth the loss is around clean images, by two measures. */
public record Smoothness(LocalLinearity localLinearity, GradientNorms gradientNorms) {}
