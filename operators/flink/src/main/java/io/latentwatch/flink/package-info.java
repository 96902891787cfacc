/**
 * Flink operators around the detector, one package per stage of an image's route: {@code received}, {@code inspect}, then {@code alarms}
 * and {@code windows} beside each other.
 */
package io.latentwatch.flink;
