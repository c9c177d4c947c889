import QtQuick
import Hearthboard

// When something was on, and for how long in all.
Stack {
    id: root

    required property RunBand band

    spacing: Math.round(Theme.unit / 2)

    Line {
        spacing: Theme.gap

        Label {
            text: root.band.name
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
            mayBeCut: true
            Tile.tall: 1
            Tile.shrinks: true
        }
        Label {
            text: root.band.runText === "" ? qsTr("No data") : root.band.runText + " · " + root.band.startsText
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
    }
    Strip {
        implicitHeight: Math.round(1.25 * Theme.unit)
        model: root.band.strip
        quiet: Theme.raised
        normal: Theme.tones[root.band.tone]
        Accessible.role: Accessible.Chart
        Accessible.name: root.band.name
    }
}
