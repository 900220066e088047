package dev.affix.training.engine;

import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.StepReport;
import dev.affix.training.tuning.ArmTrainer;
import java.util.List;

/** The prefix library's trainer. */
record PrefixArmTrainer(PrefixTrainer trainer) implements ArmTrainer {
    @Override
    public StepReport step(List<Example> batch) {
        return trainer.step(batch);
    }

    @Override
    public AdapterFile adapter() {
        return AdapterFile.of(trainer.materialize());
    }

    @Override
    public byte[] state() {
        return trainer.state();
    }

    @Override
    public void close() {
        trainer.close();
    }
}
