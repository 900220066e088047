package dev.affix.prefix.engine;

/** Numbers of the backbone's computation. */
public enum Precision {
    /** IEEE single precision. */
    FLOAT32
}
