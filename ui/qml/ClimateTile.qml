import QtQuick
import Hearthboard

Rectangle {
    id: root

    required property ClimatePlace place
    // Much room for one place: its two numbers stand side by side.
    readonly property bool wide: width > 60 * Theme.unit
    readonly property int inset: Theme.compact ? Math.round(1.5 * Theme.unit) : 2 * Theme.unit

    color: Theme.card
    radius: Theme.radius
    border.width: Theme.dark ? 0 : 1
    border.color: Theme.line

    Label {
        id: name
        x: root.inset
        y: root.inset
        width: root.width - 2 * root.inset
        text: root.place.name
        font.pixelSize: Theme.compact ? Theme.fontSmall : Theme.fontBody
        font.weight: Font.Medium
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 10
        color: Theme.textSoft
    }
    Quantity {
        id: temperature
        x: root.inset
        y: name.y + name.height + Math.round((footer.y - name.y - name.height - height) / 2)
        value: root.place.temperature
        size: root.wide ? Theme.fontBig : Theme.fontNumber
    }
    Row {
        visible: root.wide && root.place.humidity.known
        x: temperature.x + temperature.width + 6 * Theme.unit
        y: temperature.y
        spacing: Theme.unit

        Glyph {
            width: Theme.fontNumber
            height: width
            anchors.verticalCenter: parent.verticalCenter
            shape: Glyph.Drop
            color: root.place.humidity.stale ? Theme.textFaint : Theme.cool
        }
        Quantity {
            value: root.place.humidity
            size: Theme.fontBig
        }
    }
    Item {
        id: footer
        x: root.inset
        y: root.height - root.inset - height
        width: root.width - 2 * root.inset
        height: age.implicitHeight

        Row {
            visible: !root.wide && root.place.humidity.known
            spacing: Math.round(Theme.unit / 2)

            Glyph {
                width: Theme.fontSmall
                height: width
                anchors.verticalCenter: parent.verticalCenter
                shape: Glyph.Drop
                color: root.place.humidity.stale ? Theme.textFaint : Theme.cool
            }
            Quantity {
                value: root.place.humidity
                size: Theme.fontSmall
                strong: false
                color: Theme.textSoft
            }
        }
        Label {
            id: age
            anchors.right: parent.right
            text: Theme.compact ? root.place.temperature.shortAge : root.place.temperature.ageText
            font.pixelSize: Theme.fontSmall
            color: root.place.temperature.stale ? Theme.warning : Theme.textFaint
        }
    }
}
