package io.fdtrail.filter;

import java.util.List;

/**
 * What an expression can ask for, for those who read expressions elsewhere.
 *
 * @param key its name
 * @param type number, span, time, text, flag or group
 * @param values the words that it can have; none: any text. One that ends in {@code *} stands for
 *     all that begin like it
 * @param isOfProcess whether it depends only on the process that acted
 */
public record FilterField(String key, String type, List<String> values, boolean isOfProcess) {}
