import QtQuick
import Hearthboard

// How the power is shared among the phases.
Cells {
    id: root

    required property PowerLive power

    columns: 3
    columnSpacing: 2 * Theme.gap
    least: Math.round(5 * Theme.fontBody)

    Repeater {
        model: root.power.phases
        delegate: Phase {
            required property PhaseModel modelData
            phase: modelData
        }
    }
}
