import QtQuick
import Hearthboard

// One room, or outdoors: what its sensor says now.
Rectangle {
    id: root

    required property ClimatePlace place
    // Much room for one place: its two numbers stand side by side.
    readonly property bool wide: width > 24 * Theme.fontBody
    // Little room: how old it is stands there only where that is worth a warning.
    readonly property bool narrow: width < 10 * Theme.fontBody
    readonly property int inset: Theme.compact ? Math.round(1.5 * Theme.unit) : 2 * Theme.unit

    implicitWidth: Math.round(6.5 * Theme.fontBody)
    implicitHeight: column.implicitHeight + 2 * inset
    color: Theme.card
    radius: Theme.radius
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: place.name

    Stack {
        id: column
        anchors.fill: parent
        anchors.margins: root.inset
        Label {
            text: root.place.name
            font.weight: Font.Medium
            wrapMode: Text.Wrap
            maximumLineCount: 2
            mayBeCut: true
            color: Theme.textSoft
        }
        Line {
            spacing: 4 * Theme.unit
            Tile.tall: 1

            Quantity {
                value: root.place.temperature
                size: root.wide ? Theme.fontBig : Theme.fontNumber
                Tile.shrinks: true
            }
            Humidity {
                Tile.present: root.wide && root.place.humidity.known
                value: root.place.humidity
                size: Theme.fontBig
            }
        }
        Line {
            spacing: Theme.unit

            Humidity {
                Tile.present: !root.wide && root.place.humidity.known && !(root.narrow && root.place.temperature.stale)
                value: root.place.humidity
                size: Theme.fontSmall
            }
            Label {
                Tile.present: !root.narrow || root.place.temperature.stale
                text: root.width < 12 * Theme.fontBody ? root.place.temperature.shortAge : root.place.temperature.ageText
                font.pixelSize: Theme.fontSmall
                horizontalAlignment: Text.AlignRight
                color: root.place.temperature.stale ? Theme.warning : Theme.textFaint
                mayBeCut: true
                Tile.tall: 1
                Tile.shrinks: true
            }
        }
    }
}
