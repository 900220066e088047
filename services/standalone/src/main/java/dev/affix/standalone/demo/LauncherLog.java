package dev.affix.standalone.demo;

/** The launcher's own log: what its Kafka clients say belongs into a file, not between the lines of the display. */
final class LauncherLog {
    private LauncherLog() {}

    /** Sends it to the data directory; call it before anything logs. */
    static void to(DataDirectory directory) {
        System.setProperty(
                "org.slf4j.simpleLogger.logFile",
                directory.logs().resolve("launcher.log").toString());
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd HH:mm:ss.SSS");
    }
}
