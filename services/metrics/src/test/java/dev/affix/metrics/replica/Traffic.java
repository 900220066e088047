package dev.affix.metrics.replica;

import dev.affix.contracts.ArmAnswer;
import dev.affix.metrics.testing.Broker;
import dev.affix.metrics.testing.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Predictions and their labels, also in the background. Of each four requests arm a is right on three, b on none. */
final class Traffic {
    private static final int STEP = 4;

    private final Broker broker;
    private final List<String> experiments;
    private final Thread sender = new Thread(this::run, "traffic");
    private volatile boolean stopped;
    private volatile int sent;

    Traffic(Broker broker, List<String> experiments) {
        this.broker = broker;
        this.experiments = experiments;
        sender.setDaemon(true);
    }

    /** Sends so many, a multiple of four, and waits until the broker has them. */
    void send(int requests) {
        int end = sent + requests;
        for (int i = sent; i < end; i++) {
            var answers = new ArrayList<ArmAnswer>();
            for (String name : experiments) {
                answers.addAll(Records.answers(
                        name, Records.LABELS, 1, new TreeMap<>(Map.of("a", i % STEP == 0 ? "y" : "x", "b", "z"))));
            }
            broker.predict(Records.prediction("r" + i, answers), i);
            broker.label("r" + i, "x", i);
        }
        broker.flush();
        sent = end;
    }

    /** Sends without end from now on, four at a time. */
    void start() {
        sender.start();
    }

    private void run() {
        while (!stopped) {
            send(STEP);
        }
    }

    /** Stops and waits until the broker has all that was sent. */
    void stop() throws InterruptedException {
        stopped = true;
        sender.join();
    }

    int sent() {
        return sent;
    }
}
